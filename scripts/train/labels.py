"""Label sets, and runs of labels. 0 is outside, 2r + 1 begins role r, 2r + 2 goes on with it."""

NAMES = ["PER", "ORG", "LOC", "MISC"]
ROLES = ["source", "cue", "content"]
SOURCE, CUE, CONTENT = range(3)
NAME_LABELS = 2 * len(NAMES) + 1
ROLE_LABELS = 2 * len(ROLES) + 1


def begin(role):
    return 2 * role + 1


def inside(role):
    return 2 * role + 2


def write(labels, start, end, role):
    """Marks the words start..end with `role`."""
    labels[start] = begin(role)
    for i in range(start + 1, end):
        labels[i] = inside(role)


def runs(labels, role):
    """The runs of `role` as (start, end); an inside that follows nothing of its role begins one."""
    out, start = [], None
    for i, label in enumerate([*labels, 0]):
        if start is not None and label != inside(role):
            out.append((start, i))
            start = None
        if start is None and label in (begin(role), inside(role)):
            start = i
    return out


def allowed(n):
    """allowed(n)[i][j]: whether label j may follow label i, of n; row n is the start of the text."""
    return [[j == 0 or j % 2 == 1 or (i < n and i in (j - 1, j)) for j in range(n)] for i in range(n + 1)]


def mend(labels):
    """Turns an inside that follows nothing of its role into a beginning: a run that a border cut goes on so."""
    for i, label in enumerate(labels):
        if label and label % 2 == 0 and (i == 0 or labels[i - 1] not in (label - 1, label)):
            labels[i] = label - 1
    return labels
