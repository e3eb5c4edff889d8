"""Misbehaviour on demand: what may go wrong (kinds), where (endpoints), when (asked), and how the answer then reads."""
