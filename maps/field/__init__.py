"""The field app: an inspector's device without a signal. Its protocol is layers/surveys/."""
