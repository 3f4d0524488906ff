//! The modules of this crate import each other in one direction, without circles between modules or between folders.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

type Module = Vec<String>;
type Imports = BTreeMap<Module, BTreeSet<Module>>;

#[test]
fn no_modules_import_each_other_in_a_circle() {
    let imports = imports();
    assert!(imports.len() > 100, "not all modules were found");
    let related = |one: &Module, other: &Module| one.starts_with(other) || other.starts_with(one);
    // A module may import its own child modules and its parents.
    let apart = imports.iter().map(|(module, others)| {
        (module.clone(), others.iter().filter(|other| !related(module, other)).cloned().collect())
    });
    assert_eq!(circles(&apart.collect()), BTreeSet::new());
}

#[test]
fn no_folders_import_each_other_in_a_circle() {
    let mut folders = Imports::new();
    for (module, others) in imports().into_iter().filter(|(module, _)| !module.is_empty()) {
        let others = others.into_iter().filter(|other| !other.is_empty() && other[0] != module[0]);
        folders.entry(vec![module[0].clone()]).or_default().extend(others.map(|other| vec![other[0].clone()]));
    }
    assert_eq!(circles(&folders), BTreeSet::new());
}

/// The groups of modules that reach each other, with sorted names.
fn circles(imports: &Imports) -> BTreeSet<Vec<String>> {
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        imports.keys().map(|module| (module, reached_from(module, imports))).collect();
    let mut circles = BTreeSet::new();
    for (module, others) in &reached {
        let mut circle: Vec<String> = others
            .iter()
            .filter(|other| reached.get(*other).is_some_and(|back| back.contains(module)))
            .map(|other| other.join("::"))
            .collect();
        circle.sort();
        if circle.len() > 1 {
            circles.insert(circle);
        }
    }
    circles
}

fn reached_from<'a>(module: &'a Module, imports: &'a Imports) -> BTreeSet<&'a Module> {
    let mut reached = BTreeSet::new();
    let mut next = vec![module];
    while let Some(module) = next.pop() {
        next.extend(imports.get(module).into_iter().flatten().filter(|other| reached.insert(*other)));
    }
    reached
}

/// For each module, the modules of this crate that it names outside its tests.
fn imports() -> Imports {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    find(&root, &mut files);
    let modules: BTreeMap<Module, PathBuf> =
        files.into_iter().map(|file| (module_of(file.strip_prefix(&root).unwrap()), file)).collect();
    let known: BTreeSet<Module> = modules.keys().cloned().collect();
    modules
        .into_iter()
        .map(|(module, file)| {
            let source = fs::read_to_string(file).unwrap();
            let paths = paths(&code(&source));
            let imported = paths.into_iter().filter_map(|path| resolve(&module, &path, &known));
            let imported = imported.filter(|other| *other != module).collect();
            (module, imported)
        })
        .collect()
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("tests.rs") {
            files.push(path);
        }
    }
}

fn module_of(file: &Path) -> Module {
    let mut module: Module = file.with_extension("").iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if module.last().is_some_and(|last| last == "lib" || last == "mod") {
        module.pop();
    }
    module
}

/// The source without comments and without the tests at the end of a file.
fn code(source: &str) -> String {
    let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    source.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every path in the source, with groups in `use` expanded.
fn paths(code: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    let mut tokens = tokens(code).into_iter().peekable();
    while let Some(token) = tokens.next() {
        if token == "use" {
            let mut tree = Vec::new();
            while let Some(token) = tokens.next_if(|token| token != ";") {
                tree.push(token);
            }
            expand(&mut tree.into_iter().peekable(), &[], &mut paths);
        } else if is_name(&token) && tokens.peek().is_some_and(|next| next == "::") {
            let mut path = vec![token];
            while tokens.next_if(|token| token == "::").is_some() {
                path.extend(tokens.next_if(|token| is_name(token)));
            }
            paths.push(path);
        }
    }
    paths
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::` and single characters.
fn tokens(code: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = code;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            c if c.is_alphanumeric() || c == '_' => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            ':' if rest.starts_with("::") => 2,
            c => c.len_utf8(),
        };
        if !first.is_whitespace() {
            tokens.push(rest[..length].to_owned());
        }
        rest = &rest[length..];
    }
    tokens
}

/// The paths of a `use` tree, up to the end of its group.
fn expand(
    tokens: &mut std::iter::Peekable<std::vec::IntoIter<String>>,
    prefix: &[String],
    paths: &mut Vec<Vec<String>>,
) {
    let mut path = prefix.to_vec();
    while let Some(token) = tokens.next() {
        match token.as_str() {
            "{" => {
                expand(tokens, &path, paths);
                path = prefix.to_vec();
            }
            "," => paths.push(std::mem::replace(&mut path, prefix.to_vec())),
            "}" => break,
            "as" => drop(tokens.next()),
            "::" | "*" | "self" => {}
            _ => path.push(token),
        }
    }
    paths.push(path);
}

/// The module of this crate that a path refers to, if any.
fn resolve(module: &Module, path: &[String], known: &BTreeSet<Module>) -> Option<Module> {
    let (mut whole, rest) = match path.first()?.as_str() {
        "crate" => (Vec::new(), &path[1..]),
        "super" => {
            let ups = path.iter().take_while(|step| *step == "super").count();
            (module[..module.len().checked_sub(ups)?].to_vec(), &path[ups..])
        }
        first => {
            let mut child = module.clone();
            child.push(first.to_owned());
            if !known.contains(&child) {
                return None;
            }
            (module.clone(), path)
        }
    };
    let mut deepest = known.contains(&whole).then(|| whole.clone());
    for step in rest {
        whole.push(step.clone());
        if !known.contains(&whole) {
            break;
        }
        deepest = Some(whole.clone());
    }
    deepest
}
