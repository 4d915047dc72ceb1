"""What `make bench` measures: the shipped program in a real terminal, beside its floors."""
