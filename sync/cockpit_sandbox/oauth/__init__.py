"""Sign-in as Salesforce's OAuth 2.0 endpoints do it, without a session of their own.

apps      the connected app: its keys, callbacks and what it may do
grants    the four grants of the token endpoint
jwt       the assertion of the JWT bearer grant, its signature verified
pages     the page where a person allows or denies, and the way back to the program
tokens    codes, access tokens and refresh tokens that were given out
routes    paths to functions
"""
