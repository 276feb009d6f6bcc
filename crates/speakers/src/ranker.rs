//! The ranker: of all who may be meant, the likeliest by the trained network.

use crate::attribution::Attribution;
use crate::candidates::candidates;
use crate::case::{Candidate, Case, Who};
use crate::context::Context;
use crate::query::Query;

/// The likeliest candidate.
pub(crate) struct Choice {
    pub who: Who,
    pub p: f32,
    /// Holds a role that answers to the noun phrase.
    pub titled: bool,
}

/// The likeliest of those whom `query` may mean. Nobody is always one of them.
pub(crate) fn choose(cx: &Context, query: &mut Query, earlier: &[Option<Attribution>]) -> Choice {
    let candidates = candidates(cx, query, earlier);
    let p = cx.model.network.probabilities(candidates.iter().map(|c| &c.features));
    let mut best = 0;
    for i in 1..p.len() {
        if p[i] > p[best] {
            best = i;
        }
    }
    let Candidate { who, titled, .. } = candidates[best];
    if let Some(cases) = cx.cases.as_ref().filter(|_| query.source) {
        cases.borrow_mut().push(Case::new(cx.asking, query, candidates));
    }
    Choice { who, p: p[best], titled }
}
