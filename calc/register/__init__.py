"""Registers: the county's workbook read into a scenario, and a scenario written back as a workbook."""
