use std::env;
use std::path::{Path, PathBuf};

use crate::LoadError;

/// The file of tensors in that folder.
pub(crate) const WEIGHTS: &str = "model.safetensors";

/// The folder of the model: `bert` in `DIXIT_MODELS`, or in `models` beside the program or above it, or in the source tree
/// this was built from.
///
/// # Errors
/// [`LoadError::Missing`] with the folders that were tried.
pub fn model_folder() -> Result<PathBuf, LoadError> {
    let mut folders = Vec::new();
    match env::var_os("DIXIT_MODELS") {
        Some(given) => folders.push(PathBuf::from(given)),
        None => {
            if let Some(beside) = env::current_exe().ok().as_deref().and_then(Path::parent) {
                folders.extend([beside.join("models"), beside.join("../share/dixit/models")]);
            }
            folders.push(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../models"));
        }
    }
    let looked_in: Vec<PathBuf> = folders.into_iter().map(|f| f.join("bert")).collect();
    let found = looked_in.iter().find(|f| f.join(WEIGHTS).is_file()).cloned();
    found.ok_or(LoadError::Missing { looked_in })
}
