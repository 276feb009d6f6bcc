//! Trainers. The same data, configuration and seed give the same model, bit for bit, on the same machine.
//!
//! | trainer | for |
//! |---|---|
//! | [`train_crf`] | taggers with probabilities: conditional random field, FTRL-Proximal, L1 and L2 |
//! | [`train_perceptron`] | taggers in a hurry: averaged structured perceptron, no probabilities worth the name |
//! | [`KernelTrainer`] | greedy taggers and parsers: averaged perceptron over a hash kernel, step by step |
//! | [`train_linear`] | classifiers and rankers: logistic and softmax regression, FTRL-Proximal, L1 and L2 |

mod crf;
mod data;
mod ftrl;
mod kernel;
mod linear;
mod perceptron;
mod posterior;

pub use crf::{CrfConfig, train_crf};
pub use data::{SequenceData, TrainedSequence};
pub use kernel::KernelTrainer;
pub use linear::{LinearConfig, LinearData, TrainedLinear, train_linear};
pub use perceptron::{PerceptronConfig, train_perceptron};

/// What a trainer tells after each pass over the data.
pub struct Epoch<'m, M> {
    /// Passes done, from 1.
    pub epoch: usize,
    /// Mean loss of an example in this pass, as it went: negative log-likelihood, or items wrong.
    pub loss: f64,
    /// Parameters that are not zero.
    pub active: usize,
    /// Makes the model as it stands, for a look at its accuracy. Costs a copy of the weights.
    pub model: &'m dyn Fn() -> M,
}
