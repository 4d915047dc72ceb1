"""The objects of an org as the mirror uses them: what there is, what is read, how it is made."""
