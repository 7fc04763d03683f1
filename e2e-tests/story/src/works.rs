//! Files as works: checked, hashed and measured in constant memory.

use crate::measure::Measure;
use rules::work::Kind;
use sha2::{Digest as _, Sha256};
use std::{
    fs::{self, File},
    io::{self, Read},
    path::{Path, PathBuf},
};

/// Bytes of a file in memory at any time.
const BUFFER: usize = 64 * 1024;

/// A file that can be registered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// Where it is.
    pub path: PathBuf,
    /// SHA-256 of its bytes: its record's id.
    pub digest: [u8; 32],
    /// Its bytes.
    pub size: u64,
    /// What it is.
    pub kind: Kind,
    /// How much of it there is, in what the kind counts.
    pub units: u64,
}

/// Why a file cannot be registered.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// Nothing is there.
    #[error("{}: there is no such file", .0.display())]
    Missing(PathBuf),
    /// It is a folder.
    #[error("{}: this is a folder; name the files in it", .0.display())]
    Directory(PathBuf),
    /// It is a device, a pipe or a socket.
    #[error("{}: this is not a regular file", .0.display())]
    NotAFile(PathBuf),
    /// It cannot be read.
    #[error("{}: it can't be read: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It has no bytes.
    #[error("{}: the file is empty", .0.display())]
    Empty(PathBuf),
    /// It was named twice.
    #[error("{}: named twice", .0.display())]
    Repeated(PathBuf),
    /// Another file is the same work.
    #[error("{}: the same content as {}, so the same work", path.display(), first.display())]
    Duplicate {
        /// The file.
        path: PathBuf,
        /// The file before it.
        first: PathBuf,
    },
}

/// Examines files for registration.
///
/// # Errors
/// Everything that is wrong with any of them.
pub fn examine_all(paths: &[PathBuf]) -> Result<Vec<Work>, Vec<WorkError>> {
    let (mut works, mut errors) = (Vec::<Work>::new(), Vec::new());
    for (position, path) in paths.iter().enumerate() {
        if paths.iter().take(position).any(|before| before == path) {
            errors.push(WorkError::Repeated(path.clone()));
            continue;
        }
        match examine(path) {
            Err(error) => errors.push(error),
            Ok(work) => match works.iter().find(|before| before.digest == work.digest) {
                Some(before) => errors.push(WorkError::Duplicate { path: work.path, first: before.path.clone() }),
                None => works.push(work),
            },
        }
    }
    if errors.is_empty() { Ok(works) } else { Err(errors) }
}

/// Examines one file.
///
/// # Errors
/// All of [`WorkError`] but those about other files.
pub fn examine(path: &Path) -> Result<Work, WorkError> {
    let mut measure = Measure::default();
    let (digest, size) = read(path, |bytes, _| measure.feed(bytes))?;
    if size == 0 {
        return Err(WorkError::Empty(path.into()));
    }
    let (kind, units) = measure.finish();
    Ok(Work { path: path.into(), digest, size, kind, units })
}

/// The digest that a file has.
///
/// # Errors
/// As [`examine`].
pub fn digest(path: &Path) -> Result<[u8; 32], WorkError> {
    read(path, |_, _| ()).map(|(digest, _)| digest)
}

/// The digest that a file would have if one bit of its byte at `offset` were another. The
/// file is left as it is.
///
/// # Errors
/// As [`examine`].
pub fn digest_with_altered_byte(path: &Path, offset: u64) -> Result<[u8; 32], WorkError> {
    read(path, |bytes, start| {
        let byte = offset.checked_sub(start).and_then(|at| usize::try_from(at).ok()).and_then(|at| bytes.get_mut(at));
        if let Some(byte) = byte {
            *byte ^= 1;
        }
    })
    .map(|(digest, _)| digest)
}

/// Reads a file from its beginning to its end; `each` sees every piece with its offset, and
/// may change it before it is hashed.
fn read(path: &Path, mut each: impl FnMut(&mut [u8], u64)) -> Result<([u8; 32], u64), WorkError> {
    let unreadable = |source| WorkError::Unreadable { path: path.into(), source };
    let metadata = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => WorkError::Missing(path.into()),
        _ => unreadable(error),
    })?;
    if metadata.is_dir() {
        return Err(WorkError::Directory(path.into()));
    }
    // A device or a pipe may have no end, and cannot be read again by the audit.
    if !metadata.is_file() {
        return Err(WorkError::NotAFile(path.into()));
    }
    let mut file = File::open(path).map_err(unreadable)?;
    let (mut hasher, mut size, mut buffer) = (Sha256::new(), 0u64, vec![0; BUFFER]);
    loop {
        let length = fill(&mut file, &mut buffer).map_err(unreadable)?;
        let Some(piece) = buffer.get_mut(..length).filter(|piece| !piece.is_empty()) else {
            return Ok((hasher.finalize().into(), size));
        };
        each(piece, size);
        hasher.update(&*piece);
        size = size.saturating_add(length as u64);
    }
}

/// Reads until the buffer is full or the file ends.
fn fill(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match file.read(rest) {
            Ok(0) => break,
            Ok(length) => filled += length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// A file's name for a table: without its folder, without characters that a terminal would
/// obey, and cut to 28 characters.
pub fn short_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let name: Vec<char> = name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    match name.len() {
        0..=28 => name.into_iter().collect(),
        length => name.iter().take(16).chain(&['…']).chain(name.iter().skip(length - 11)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own for a test, gone at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("story-works-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).expect("a folder for the test");
            Self(path)
        }

        fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
            let path = self.0.join(name);
            fs::write(&path, bytes).expect("a file for the test");
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn hex(digest: [u8; 32]) -> String {
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn a_file_is_hashed_and_measured() {
        let folder = Folder::new("hashed");
        let work = examine(&folder.file("abc.txt", b"abc")).expect("a good file");
        // The test vector of FIPS 180-4.
        assert_eq!(hex(work.digest), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!((work.size, work.kind, work.units), (3, Kind::Text, 1));
    }

    #[test]
    fn pieces_do_not_matter() {
        let folder = Folder::new("pieces");
        for size in [BUFFER - 1, BUFFER, BUFFER + 1, 3 * BUFFER + 7] {
            let bytes: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
            let path = folder.file("big", &bytes);
            let expected: [u8; 32] = Sha256::digest(&bytes).into();
            assert_eq!(digest(&path).expect("a good file"), expected);
            for offset in [0, size / 2, size - 1] {
                let mut altered = bytes.clone();
                altered[offset] ^= 1;
                let expected: [u8; 32] = Sha256::digest(&altered).into();
                assert_eq!(digest_with_altered_byte(&path, offset as u64).expect("a good file"), expected);
            }
            assert_eq!(fs::read(&path).expect("still there"), bytes);
        }
    }

    #[test]
    fn each_bad_argument_has_its_message() {
        let folder = Folder::new("bad");
        let good = folder.file("good.txt", b"good");
        let same = folder.file("same.txt", b"good");
        let empty = folder.file("empty.txt", b"");
        let missing = folder.0.join("missing.txt");
        // A regular file that the system refuses to read at offset 0.
        let unreadable = PathBuf::from("/proc/self/mem");
        let device = PathBuf::from("/dev/null");
        let arguments = [
            good.clone(),
            same.clone(),
            good.clone(),
            empty.clone(),
            missing.clone(),
            folder.0.clone(),
            unreadable.clone(),
            device.clone(),
        ];
        let errors: Vec<String> =
            examine_all(&arguments).expect_err("bad arguments").iter().map(ToString::to_string).collect();
        assert_eq!(errors[0], format!("{}: the same content as {}, so the same work", same.display(), good.display()));
        assert_eq!(errors[1], format!("{}: named twice", good.display()));
        assert_eq!(errors[2], format!("{}: the file is empty", empty.display()));
        assert_eq!(errors[3], format!("{}: there is no such file", missing.display()));
        assert_eq!(errors[4], format!("{}: this is a folder; name the files in it", folder.0.display()));
        assert!(errors[5].starts_with("/proc/self/mem: it can't be read: "), "{}", errors[5]);
        assert_eq!(errors[6], "/dev/null: this is not a regular file");
        assert_eq!(errors.len(), 7);
    }

    #[test]
    fn good_arguments_keep_their_order() {
        let folder = Folder::new("good");
        let paths = [folder.file("b", b"b"), folder.file("a", b"a")];
        let works = examine_all(&paths).expect("good arguments");
        assert_eq!(works.iter().map(|work| work.path.clone()).collect::<Vec<_>>(), paths);
    }

    #[test]
    fn names_are_short_and_harmless() {
        assert_eq!(short_name(Path::new("/a/photo.jpg")), "photo.jpg");
        assert_eq!(short_name(Path::new("a\u{1b}[31mb\n")), "a\u{fffd}[31mb\u{fffd}");
        let long = short_name(Path::new("a-very-long-name-of-a-photo-from-the-archive.jpg"));
        assert_eq!(long, "a-very-long-name…archive.jpg");
        assert_eq!(long.chars().count(), 28);
    }
}
