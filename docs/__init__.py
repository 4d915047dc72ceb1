"""The pages that people read, and the programs that draw and generate parts of them."""
