"""Orchestration: what agents were told and what became of it, playbooks, runs and schedules."""
