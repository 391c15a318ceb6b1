"""What a fit interview may ask and record: suitability and interest, and nothing about qualification."""

QUESTIONS = {
    "interest": "Does the person want to do this work?",
    "conditions": "Do place, hours and travel suit both sides?",
    "start": "Do the start dates still hold?",
    "team": "Does the way the team works suit the person, as they say themselves?",
}
CANCELLATIONS = (
    "Our time has changed",
    "The person we planned with cannot attend",
    "We will decide without a conversation",
    "The work has changed",
)
LENGTHS = (15, 30, 45, 60)
