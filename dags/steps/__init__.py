"""What the tasks do, one module a DAG; dags/*.py say when and in which order."""
