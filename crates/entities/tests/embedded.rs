//! What is built into the program is what training wrote.

use dixit_learn::Container;

#[test]
fn the_embedded_files_are_whole() {
    for file in [dixit_models::ner::LEXICON, dixit_models::ner::MODEL, dixit_models::quotes::MODEL] {
        Container::parse(file).expect("its checksum is right");
    }
}
