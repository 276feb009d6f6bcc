//! Works out the digests of `src/versions.rs`.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders that hold no data of the program.
const WITHOUT_DATA: [&str; 4] = ["src", "tests", "benches", "bert"];

/// What other data are made from: no part of the program, and left out of the package.
const SOURCE: &str = "world.tsv";

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut data = Vec::new();
    for folder in sorted(&root)?.into_iter().filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        match name.as_str() {
            "ner" => set("NAMES", &[folder])?,
            "quotes" => set("QUOTATIONS", &[folder])?,
            name if WITHOUT_DATA.contains(&name) || name.starts_with('.') => {}
            _ => data.push(folder),
        }
    }
    set("DATA", &data)
}

fn set(name: &str, folders: &[PathBuf]) -> io::Result<()> {
    let mut digest = Digest::new();
    for folder in folders {
        println!("cargo::rerun-if-changed={}", folder.display());
        add(folder, &mut digest)?;
    }
    println!("cargo::rustc-env=DIXIT_{name}={:016x}", digest.0);
    Ok(())
}

fn add(folder: &Path, digest: &mut Digest) -> io::Result<()> {
    for path in sorted(folder)? {
        let name = path.file_name().unwrap_or_default().as_encoded_bytes();
        if path.is_dir() {
            digest.add(name);
            add(&path, digest)?;
        } else if path.extension().is_none_or(|suffix| suffix != "md") && name != SOURCE.as_bytes() {
            digest.add(name);
            digest.add(&fs::read(&path)?);
        }
    }
    Ok(())
}

fn sorted(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

/// FNV-1a with 64 bits over strings of bytes, each closed by its length.
struct Digest(u64);

impl Digest {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes.iter().chain(&(bytes.len() as u64).to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}
