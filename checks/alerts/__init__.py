"""One alert a cause: incidents opened and closed by evidence, who is told, and how. Standard library alone up to the sending.

A watchdog needs it when DuckDB and Airflow are both dead, and 200 tasks that fail at once must not load anything heavy.
"""
