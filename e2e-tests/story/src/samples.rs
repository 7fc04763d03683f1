//! Sample works, for a demo without files of one's own: a picture, a text about it, a sound.
//! The same bytes on every machine.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// Writes the samples into a folder, which is made if need be, and says where they are. The
/// text describes the picture: it derives from it.
///
/// # Errors
/// What the system says.
pub fn write(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)?;
    [("photo.bmp", picture()), ("essay.txt", TEXT.into()), ("string.wav", sound())]
        .into_iter()
        .map(|(name, bytes): (&str, Vec<u8>)| {
            let path = folder.join(name);
            fs::write(&path, bytes)?;
            Ok(path)
        })
        .collect()
}

const TEXT: &str = "\
Two hills at dusk

The photograph shows two hills and the sun going down between them. Nothing moves. The
nearer hill is almost black, the farther one still has some blue in it, and the sky above
takes an hour to decide what colour it wants to be.

I walked there the next evening to see whether the picture was true. It was, but it had
left out the wind, the dogs, and the boy who kept asking what I was looking at.
";

const WIDTH: u32 = 160;
const HEIGHT: u32 = 120;

/// A picture of two hills and the sun, as a BMP with 24 bits per pixel.
fn picture() -> Vec<u8> {
    let size = WIDTH * HEIGHT * 3;
    let mut bytes = b"BM".to_vec();
    for number in [54 + size, 0, 54, 40, WIDTH, HEIGHT, 24 << 16 | 1, 0, size, 2_835, 2_835, 0, 0] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    // Rows from the bottom up, pixels as blue, green, red.
    for height in 0..HEIGHT {
        for across in 0..WIDTH {
            bytes.extend_from_slice(&pixel(across, height));
        }
    }
    bytes
}

fn pixel(across: u32, height: u32) -> [u8; 3] {
    // A hill is a parabola; the sun stands above the valley between the two.
    let hill = |middle: u32, top: u32, flat: u32| height < top.saturating_sub(across.abs_diff(middle).pow(2) / flat);
    let from_sun = across.abs_diff(88).pow(2) + height.abs_diff(58).pow(2);
    let dusk = (height * 2) as u8;
    if hill(40, 52, 60) {
        [30, 24 + (height / 4) as u8, 20]
    } else if hill(126, 70, 50) {
        [96, 60 + (height / 3) as u8, 48]
    } else if from_sun < 144 {
        [120, 200, 255]
    } else {
        [60 + dusk / 2, 110 - dusk / 4, 235 - dusk / 2]
    }
}

/// Samples per second, one channel, 16 bits each.
const RATE: u32 = 8_000;
const SECONDS: u32 = 3;

/// A plucked string after Karplus and Strong, as a WAV: noise that goes round a delay line
/// and is smoothed each time.
fn sound() -> Vec<u8> {
    let size = RATE * SECONDS * 2;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend_from_slice(&(36 + size).to_le_bytes());
    bytes.extend_from_slice(b"WAVEfmt ");
    for number in [16, 1 << 16 | 1, RATE, RATE * 2, 16 << 16 | 2] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(b"data");
    bytes.extend_from_slice(&size.to_le_bytes());

    let mut noise = 2_026u32;
    let mut string: Vec<i32> = (0..RATE / 220)
        .map(|_| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 17) as i32 - 16_384
        })
        .collect();
    for moment in 0..(RATE * SECONDS) as usize {
        let length = string.len();
        let (here, next) = (moment % length, (moment + 1) % length);
        bytes.extend_from_slice(&(string[here] as i16).to_le_bytes());
        string[here] = (string[here] + string[next]) * 499 / 1_000;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::works;
    use rules::work::Kind;

    #[test]
    fn the_samples_are_what_they_say() {
        let folder = std::env::temp_dir().join(format!("story-samples-{}", std::process::id()));
        let paths = write(&folder).expect("the temporary folder takes files");
        let found = works::examine_all(&paths).expect("good samples");
        fs::remove_dir_all(&folder).expect("our own folder");
        let kinds: Vec<_> = found.iter().map(|work| (work.kind, work.units)).collect();
        assert_eq!(kinds, [(Kind::Image, 1), (Kind::Text, 83), (Kind::Audio, 3)]);
        assert_eq!(found[0].size, 54 + u64::from(WIDTH * HEIGHT * 3));
    }
}
