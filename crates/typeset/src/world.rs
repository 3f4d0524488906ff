//! Everything that typst can access: the template, the data, the typefaces. It has no files, no network and no clock.

use std::sync::LazyLock;
use typst::{
    Feature, Library, LibraryExt as _, World,
    diag::{FileError, FileResult},
    foundations::{Bytes, Datetime, Duration},
    syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot},
    text::{Font, FontBook},
    utils::LazyHash,
};

/// The typefaces of the site, made by `fonts/refresh.py`.
const FACES: [&[u8]; 5] = [
    include_bytes!("../fonts/atkinson-hyperlegible-next-regular.ttf"),
    include_bytes!("../fonts/atkinson-hyperlegible-next-bold.ttf"),
    include_bytes!("../fonts/atkinson-hyperlegible-next-italic.ttf"),
    include_bytes!("../fonts/atkinson-hyperlegible-next-bold-italic.ttf"),
    include_bytes!("../fonts/source-serif-4-semibold.ttf"),
];
/// The typefaces of typst, for characters that those lack: Greek, Cyrillic, arrows, ticks.
const FALLBACK_FAMILIES: [&str; 2] = ["DejaVu Sans Mono", "Libertinus Serif"];

/// The parts that are the same for every document.
struct Shared {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    template: Source,
}

static SHARED: LazyLock<Shared> = LazyLock::new(|| {
    let ours = FACES.into_iter().flat_map(|bytes| Font::iter(Bytes::new(bytes)));
    let others = typst_assets::fonts().flat_map(|bytes| Font::iter(Bytes::new(bytes)));
    let others = others.filter(|font| FALLBACK_FAMILIES.contains(&font.info().family.as_str()));
    let fonts: Vec<Font> = ours.chain(others).collect();
    // typst enables row headers with its feature `a11y-extras`.
    let library = Library::builder().with_features([Feature::A11yExtras].into_iter().collect()).build();
    Shared {
        library: LazyHash::new(library),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        template: Source::new(id("form.typ"), include_str!("../template/form.typ").to_owned()),
    }
});

/// Whether any of the typefaces has a character.
pub(crate) fn has_glyph(character: char) -> bool {
    SHARED.fonts.iter().any(|font| font.info().coverage.contains(u32::from(character)))
}

/// The world of one document.
pub(crate) struct DocumentWorld {
    files: Vec<(FileId, Bytes)>,
}

impl DocumentWorld {
    pub(crate) fn new(form: Vec<u8>, submission: Option<&[u8]>) -> Self {
        let mut files = vec![(id("form.json"), Bytes::new(form))];
        files.extend(submission.map(|bytes| (id(documents::ATTACHMENT_NAME), Bytes::new(bytes.to_vec()))));
        Self { files }
    }
}

fn id(path: &str) -> FileId {
    let path = VirtualPath::new(path).expect("the file names are valid paths");
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

impl World for DocumentWorld {
    fn library(&self) -> &LazyHash<Library> {
        &SHARED.library
    }
    fn book(&self) -> &LazyHash<FontBook> {
        &SHARED.book
    }
    fn main(&self) -> FileId {
        SHARED.template.id()
    }
    fn source(&self, file: FileId) -> FileResult<Source> {
        if file == SHARED.template.id() { Ok(SHARED.template.clone()) } else { Err(FileError::AccessDenied) }
    }
    fn file(&self, file: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(id, _)| *id == file);
        found.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }
    fn font(&self, index: usize) -> Option<Font> {
        SHARED.fonts.get(index).cloned()
    }
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
