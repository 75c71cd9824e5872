"""The formats that official lists are published in, each read strictly."""
