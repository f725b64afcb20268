"""When a login was in wrong hands: whose data of which kind lay within its reach, and who has to be told until when."""
