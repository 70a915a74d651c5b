"""Content of Roadworthy: roadmaps, skills, labs and the environments that labs run in. No code lives here."""
