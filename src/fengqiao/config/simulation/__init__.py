"""The demonstration court: invented people who play real procedures through the one door, by a seed."""
