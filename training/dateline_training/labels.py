"""The label sets, in the order of the model's outputs. The same order stands in the model file's header."""

TYPES = """SEIZE ADVANCE WITHDRAW BESIEGE HOLD CLASH AIRSTRIKE SHELL BOMB ATTACK KILL ABDUCT DETAIN ABUSE DESTROY
DISPLACE TOLL AID BLOCK DEPLOY SURRENDER RELEASE AGREE MEET REQUEST THREATEN ACCUSE REJECT SANCTION SUPPORT
PROTEST""".split()
#: Trigger tags of a word: nothing, goes on, or begins a trigger of one type.
TAGS = ["O", "I", *TYPES]
STATUS = ["actual", "possible", "planned", "hypothetical", "denied"]
#: Roles of a candidate span. `source` is the outermost speaker, `source2` everybody further in.
ROLES = ["actor", "target", "place", "from", "to", "time", "source", "source2",
         "killed", "injured", "displaced", "detained"]
COUNTS = ["killed", "injured", "displaced", "detained"]
TEXT_SLOTS = ["actor", "target", "place", "from", "to", "time", "source"]
#: What a count slot holds when no expression of quantity says it: nothing, one ("a named person"), several (bare plural).
IMPLIED = ["none", "one", "several"]
IMPLIED_BOUNDS = {"one": [1, 1], "several": [2, None]}
VERIFICATION = ["none", "unverified", "confirmed", "disputed", "no_comment"]
#: Kinds of candidate spans; the fourth comes from the quantity grammar, not from the network.
GROUPS = ["party", "place", "time", "quantity"]
GROUP_OF_SLOT = {"actor": 0, "target": 0, "source": 0, "place": 1, "from": 1, "to": 1, "time": 2}
#: Groups of the auxiliary entity task, scored beside the first three.
ENTITY_GROUPS = ["PER", "ORG", "LOC"]

WINDOW = 384          # word pieces of a window, [CLS] and [SEP] among them
CONTEXT = 128         # at most so many word pieces of sentences before, repeated as context
LONGEST_SPAN = 16     # words of a candidate
CANDIDATES = 72       # spans of a window that the role head looks at
DISTANCES = 26        # buckets of data.distance_bucket
SHAPE_OTHER, SHAPE_LOWER, SHAPE_TITLE, SHAPE_UPPER, SHAPE_DIGIT = range(5)  # crates/reader/src/words.rs
SHAPES = 5
