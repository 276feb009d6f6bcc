//! The confidence of each link: a logistic regression over how the link relates to its quotation, learned from annotated records.
//!
//! Rules and candidates propose links; this weighs them, each by itself ([`crate::features`]) and then among the others
//! ([`crate::company`]). What is less sure than [`least`] is no link.

use std::sync::LazyLock;

use dixit_learn::{Container, LinearModel, ModelError, Valued};

use crate::company::{Company, Scored};
use crate::features::Reader;
use crate::govern::Context;
use crate::{Chain, ViaKind};

/// Links less probable than this are dropped, by kind and by whether a rule ties them to the quotation: where F1 is highest by
/// cross-validation.
#[cfg_attr(not(feature = "train"), allow(unreachable_pub, reason = "the trainer exports it"))]
pub fn least(kind: ViaKind, by_rule: bool) -> f32 {
    match (kind, by_rule) {
        (ViaKind::Outlet | ViaKind::Platform, true) => 0.2,
        (ViaKind::Outlet | ViaKind::Platform, false) => 0.55,
        (ViaKind::Event, _) => 0.28,
        (ViaKind::Document, true) => 0.22,
        (ViaKind::Document, false) => 0.35,
    }
}

/// If the first model is surer than this that a link is spurious, the second is not asked.
const HOPELESS: f32 = 0.01;

/// Names of the models in their container: the first reads each link by itself, the second how sure the first is of the
/// others too.
pub(crate) const NAMES: [&str; 2] = ["alone", "together"];

/// The two models that say how sure a link is, for [`Tracer::with_links`](crate::Tracer::with_links).
#[derive(Clone, Debug)]
pub struct LinkModels {
    pub(crate) alone: LinearModel<'static>,
    pub(crate) together: LinearModel<'static>,
}

impl LinkModels {
    /// Those in a model file.
    ///
    /// # Errors
    /// [`ModelError`] where the file is no model of links, or damaged.
    pub fn from_bytes(file: &[u8]) -> Result<Self, ModelError> {
        let container = Container::parse(file)?;
        let one = |name| Ok::<_, ModelError>(LinearModel::read(&container, name)?.into_owned());
        Ok(Self { alone: one(NAMES[0])?, together: one(NAMES[1])? })
    }

    /// Those that are part of the program.
    pub fn shipped() -> &'static Self {
        static MODELS: LazyLock<LinkModels> = LazyLock::new(|| {
            LinkModels::from_bytes(dixit_models::sources::LINKS).expect("the embedded models are sound")
        });
        &MODELS
    }
}

/// Gives each link its confidence and drops those that are too unsure.
pub(crate) fn judge(context: &Context, chains: &mut [Chain], models: &LinkModels) {
    let LinkModels { alone, together } = models;
    let reader = Reader::new(context, chains);
    let mut links: Vec<Scored> = Vec::new();
    // The features of each link by itself serve both models; the first rejects most links.
    let mut read: Vec<Option<Vec<Valued>>> = Vec::new();
    let mut features = Vec::new();
    for (quote, chain) in chains.iter().enumerate() {
        for (i, via) in chain.via.iter().enumerate() {
            reader.read(quote, &chain.via, i, &mut features);
            let p = alone.probabilities(&features)[0];
            links.push(Scored::new(quote, via, reader.announced_at(quote), p));
            read.push((p >= HOPELESS).then(|| features.clone()));
        }
    }
    let company = Company::new(&links);
    let mut read = read.into_iter().enumerate();
    for chain in chains {
        for (via, (at, features)) in chain.via.iter_mut().zip(&mut read) {
            let by_rule = via.confidence > 0.0;
            let p = features.map_or(0.0, |mut features| {
                company.read(at, &mut features);
                together.probabilities(&features)[0]
            });
            via.confidence = if p >= least(via.kind, by_rule) { p } else { 0.0 };
        }
        chain.via.retain(|via| via.confidence > 0.0);
    }
}
