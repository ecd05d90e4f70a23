"""Who does what to whom, and who says so, read off dependency trees: thousands of examples for the role head from
treebanks, in the codebook's form (CODEBOOK.md section 4). Rules over Universal Dependencies; no tensors here.

A frame is a predicate with its fillers. Subjects are passed on through coordination, control, relative clauses and
adverbial clauses; what stands below a verb of saying has its subject as source; a pronoun is replaced by the nearest
full mention of the same entity where the treebank tells (GUM), and its role is left open where it does not (EWT).
"""
import re

SAY = set("""say tell report claim announce state add note warn believe think suggest argue explain write declare
confirm insist maintain admit acknowledge allege reveal describe comment mention stress predict assert contend""".split())
#: Nouns of events: what stands after "of" is their target, or their actor.
OF_TARGET = set("""killing arrest capture seizure destruction assassination release murder detention abduction execution
closure occupation invasion bombing shelling removal expulsion evacuation creation construction discovery election
appointment purchase sale liberation siege punishment treatment rescue""".split())
OF_ACTOR = set("""attack withdrawal visit strike airstrike raid arrival departure advance protest demonstration retreat
offensive assault return meeting death escape deployment decision statement speech decline rise collapse""".split())
TO = {"to", "into", "toward", "towards", "onto"}
AT = {"in", "at", "near", "inside", "outside", "around", "throughout", "across"}
OPEN = "open"  # a role that somebody fills, nobody can say who


class Tree:
    """One sentence. Tokens count from 0; `head` is -1 for the root."""

    def __init__(self, rows):
        """rows: (form, lemma, upos, feats, head from 1 with 0 for the root, relation, misc)."""
        self.rows = rows
        self.form, self.lemma, self.upos, self.feats = ([r[i] for r in rows] for i in range(4))
        self.head = [r[4] - 1 for r in rows]
        self.relation = [r[5] for r in rows]
        self.misc = [r[6] for r in rows]
        self.children = [[] for _ in rows]
        for i, h in enumerate(self.head):
            if h >= 0:
                self.children[h].append(i)

    def of(self, i, *relations):
        """Children of `i` by relation; "nsubj" does not take "nsubj:pass" along."""
        return [c for c in self.children[i] if self.relation[c] in relations]

    def case(self, i):
        return {self.lemma[c].lower() for c in self.of(i, "case")}

    def nominal(self, i):
        return self.upos[i] in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "SYM", "X")

    def span(self, i):
        """The noun phrase of head `i` as [first, end): no article, no relative clause, apposition or conjunct."""
        cut = ("acl:relcl", "appos", "parataxis", "conj", "cc", "case", "punct", "cop", "mark", "advmod", "advcl", "nsubj",
               "nsubj:pass", "aux", "discourse", "dep", "list", "cc:preconj", "obl", "obl:unmarked", "ccomp", "orphan", "vocative")
        taken, waiting = {i}, [i]
        while waiting:
            at = waiting.pop()
            for c in self.children[at]:
                if self.relation[c] not in cut or (at != i and self.relation[c] not in ("acl:relcl", "appos", "parataxis")):
                    taken.add(c)
                    waiting.append(c)
        first = end = i
        while first - 1 in taken or (first - 2 in taken and self.form[first - 1] in "-'’"):
            first -= 1
        while end + 1 in taken or (end + 2 in taken and self.form[end + 1] in "-'’"):
            end += 1
        while first < i and (self.relation[first] == "det" and self.lemma[first] in ("the", "a", "an") or self.upos[first] == "PUNCT"
                             or self.feats[first].find("Poss=Yes") >= 0):
            first += 1
        while end > i and (self.upos[end] == "PUNCT" or self.relation[end] == "case"):
            end -= 1
        return first, end + 1

    def joined(self, i):
        """`i` and what is coordinated with it."""
        return [i, *self.of(i, "conj")]


def subjects(t, v, depth=0):
    """(heads of the surface subject, passive?) of verb `v`, also where it is understood from a governing clause."""
    own = t.of(v, "nsubj", "nsubj:pass")
    passive = bool(t.of(v, "nsubj:pass", "aux:pass"))
    h, r = t.head[v], t.relation[v]
    if own:
        if r == "acl:relcl" and any("PronType=Rel" in t.feats[s] for s in own) and h >= 0:
            return [h], passive
        return own, passive
    if h < 0 or depth > 4:
        return [], passive
    part = "VerbForm=Part" in t.feats[v] and "Tense=Past" in t.feats[v]
    if r in ("acl", "acl:relcl") and t.nominal(h):
        gerund = "VerbForm=Ger" in t.feats[v] or ("VerbForm=Part" in t.feats[v] and not part)
        return ([h], part) if r == "acl" and (part or gerund) else ([], passive)
    if r == "xcomp":
        objects = t.of(h, "obj", "iobj")
        return (objects, part) if objects else (subjects(t, h, depth + 1)[0], passive)
    if r in ("conj", "advcl", "parataxis") and t.upos[h] in ("VERB", "AUX"):
        above, above_passive = subjects(t, h, depth + 1)
        if r == "conj" and part and above_passive:
            passive = True
        return above, passive
    return [], passive


def sources(t, v):
    """Speakers of what `v` tells, outermost first: heads of subjects of the verbs of saying above it."""
    chain, at, seen = [], v, 0
    while at >= 0 and seen < 20:
        seen += 1
        for c in t.children[at]:
            if t.relation[c] == "parataxis" and t.lemma[c] in SAY and not t.of(c, "ccomp"):
                chain.insert(0, t.of(c, "nsubj")[:1] or OPEN)
            if t.relation[c] == "obl" and any(t.lemma[x] == "according" for x in t.of(c, "case")):
                chain.insert(0, [c])
        h, r = t.head[at], t.relation[at]
        if h >= 0 and t.lemma[h] in SAY and r in ("ccomp", "parataxis", "csubj:pass"):
            above, passive = subjects(t, h)
            who = t.of(h, "obl:agent") if passive else above
            chain.insert(0, who[:1] or OPEN)
        at = h
    out = []
    for c in chain:
        if c is OPEN or c not in out:
            out.append(c)
    return out


def frames(t):
    """[(first, end, {role: [head token, ...] or OPEN})] of a sentence: verbs other than those of saying, and nouns
    of events."""
    out = []
    for v in range(len(t.rows)):
        roles = {}

        def put(role, heads):
            heads = [j for h in heads for j in t.joined(h) if t.nominal(j)]
            if heads:
                roles.setdefault(role, []).extend(h for h in heads if h not in roles.get(role, []))
        if t.upos[v] == "VERB" and t.lemma[v] not in SAY and t.lemma[v] not in ("have", "be", "do", "let", "want", "seem", "start", "begin", "try", "continue"):
            who, passive = subjects(t, v)
            objects = t.of(v, "obj")
            if t.relation[v] == "acl:relcl":
                if any("PronType=Rel" in t.feats[o] for o in objects) or (
                        not objects and t.of(v, "nsubj") and not any("PronType=Rel" in t.feats[s] for s in t.of(v, "nsubj"))
                        and not any("PronType=Rel" in t.feats[c] for c in t.children[v])):
                    objects = [t.head[v]]
                elif any("PronType=Rel" in t.feats[c] and t.relation[c] not in ("nsubj", "nsubj:pass") for c in t.children[v]):
                    who = [s for s in who if s != t.head[v]]
            put("target" if passive else "actor", who)
            put("target", objects)
            put("target", t.of(v, "iobj"))
            put("actor", t.of(v, "obl:agent"))
            end = v + 1
            particles = [c for c in t.of(v, "compound:prt") if c == v + 1]
            end += len(particles)
        elif t.upos[v] == "NOUN" and (t.lemma[v] in OF_TARGET or t.lemma[v] in OF_ACTOR):
            of = [c for c in t.of(v, "nmod") if "of" in t.case(c)]
            by = [c for c in t.of(v, "nmod", "nmod:agent", "obl:agent") if "by" in t.case(c)]
            against = [c for c in t.of(v, "nmod") if t.case(c) & {"against", "on"}]
            put("actor", t.of(v, "nmod:poss") if t.lemma[v] in OF_ACTOR or of else [])
            put("target" if t.lemma[v] in OF_TARGET and not of else "actor", [] if t.lemma[v] in OF_ACTOR or of else t.of(v, "nmod:poss"))
            put("target" if t.lemma[v] in OF_TARGET else "actor", of)
            put("actor", by)
            put("target", against)
            if not roles:
                continue
            end = v + 1
        else:
            continue
        for c in t.children[v]:
            if t.relation[c] in ("obl", "nmod") and t.upos[c] in ("PROPN", "NOUN"):
                case = t.case(c)
                role = "to" if case & TO else "from" if "from" in case else "place" if case & AT else None
                if role:
                    roles.setdefault("at:" + role, []).append(c)
        chain = sources(t, v)
        for n, c in enumerate(chain):
            role = "source2" if n else "source"
            if c is OPEN:
                roles[role] = OPEN
            elif roles.get(role) is not OPEN:
                put(role, c)
        if roles:
            out.append((v, end, roles))
    return out


def mentions(misc):
    """(first, end, entity, kind) of the mentions that begin and end in a sentence (GUM's MISC column)."""
    spans, open_ = [], []
    for i, column in enumerate(misc):
        m = re.search(r"Entity=([^|]+)", column)
        for part in re.findall(r"\([^()]+\)?|[^()]+\)|\)", m.group(1)) if m else ():
            fields = part.strip("()").split("-")
            if part.startswith("("):
                if part.endswith(")"):
                    spans.append((i, i + 1, fields[0], fields[1] if len(fields) > 1 else ""))
                else:
                    open_.append((i, fields[0], fields[1] if len(fields) > 1 else ""))
            else:
                for n in range(len(open_) - 1, -1, -1):
                    if open_[n][1] == fields[0] or not fields[0]:
                        a, name, kind = open_.pop(n)
                        spans.append((a, i + 1, name, kind))
                        break
    return spans


def entity_of_heads(t, spans):
    """{head token: (entity, kind)}, the widest mention of each head."""
    out, width = {}, {}
    for a, b, entity, kind in spans:
        head = next((i for i in range(a, b) if not a <= t.head[i] < b), a)
        if b - a > width.get(head, 0):
            out[head], width[head] = (entity, kind), b - a
    return out


def analysed(rows, names=()):
    """What the trainer keeps of a sentence: {"nominals": [(first, end, pronoun, entity, kind)], "frames":
    [(first, end, {role: [number of a nominal, ...] or OPEN})]}. names: (first, end, kind) of LOC/PER/ORG, where known."""
    t = Tree(rows)
    entities = entity_of_heads(t, mentions(t.misc))
    kinds = {i: kind for a, e, kind in names for i in range(a, e)}
    nominals, number = [], {}
    for i in range(len(rows)):
        if t.upos[i] in ("NOUN", "PROPN", "PRON") and t.relation[i] not in ("flat", "fixed", "goeswith"):
            a, e = t.span(i)
            if e - a <= 16 and "PronType=Rel" not in t.feats[i]:
                entity, kind = entities.get(i, (None, kinds.get(i, "")))
                number[i] = len(nominals)
                nominals.append((a, e, t.upos[i] == "PRON", entity, kind))
    out = []
    for first, end, roles in frames(t):
        filled = {}
        for role, heads in roles.items():
            if heads is OPEN:
                filled[role] = OPEN
                continue
            place = role.startswith("at:")
            role = role.removeprefix("at:")
            at = [number[h] for h in heads if h in number]
            if place:
                at = [n for n in at if nominals[n][4] in ("place", "LOC")]
            if at:
                filled[role] = at
            elif not place:
                filled[role] = OPEN
        if filled:
            out.append((first, end, filled))
    return {"nominals": nominals, "frames": out}
