"""Scores the program's probabilities on skies with known counterparts: see ../calibration.py."""
