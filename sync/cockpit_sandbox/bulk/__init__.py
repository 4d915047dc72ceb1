"""Bulk API 2.0 queries: jobs that are asked for, polled, and read as CSV.

jobs      a job and its states, kept in the org's file
csv_text  rows as the CSV of a result
"""
