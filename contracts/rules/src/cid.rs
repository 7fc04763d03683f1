//! The content identifier of a work: CIDv1, multicodec `raw`, multihash `sha2-256`, in
//! multibase `base32` (multiformats/cid). It is what IPFS calls a file stored as one block,
//! and what ERC-7053 indexes media by.

use crate::Bytes32;

/// Characters of a CID of ours.
pub const CID_LENGTH: usize = 59;

/// The version, the codec `raw`, the hash `sha2-256` and its length.
const PREFIX: [u8; 4] = [0x01, 0x55, 0x12, 0x20];

/// The CID of what has this SHA-256.
pub fn cid(digest: &Bytes32) -> [u8; CID_LENGTH] {
    let mut text = [b'b'; CID_LENGTH];
    let (mut bits, mut held) = (0u32, 0u32);
    let mut bytes = PREFIX.iter().chain(digest);
    for character in text.iter_mut().skip(1) {
        if held < 5 {
            // Past the end the last character is filled up with zeros.
            bits = (bits << 8) | u32::from(*bytes.next().unwrap_or(&0));
            held = held.wrapping_add(8);
        }
        held = held.wrapping_sub(5);
        let value = ((bits >> held) & 31) as u8;
        *character = if value < 26 { value.wrapping_add(b'a') } else { value.wrapping_add(b'2' - 26) };
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(digest: Bytes32) -> alloc::string::String {
        alloc::string::String::from_utf8(cid(&digest).to_vec()).unwrap()
    }

    /// The digest is that of no bytes; the CID was computed with Python's `base64`.
    #[test]
    fn a_known_cid() {
        let empty = [
            0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, //
            0x27, 0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
        ];
        assert_eq!(of(empty), "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku");
        assert_eq!(of([0xff; 32]), "bafkreih777777777777777777777777777777777777777777777777774");
        assert_eq!(of([0; 32]), "bafkreiaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
        // Every byte from 0x5a on: it has the first digit of the alphabet, which follows on `z`.
        let rising = core::array::from_fn(|place| 0x5a + place as u8);
        assert_eq!(of(rising), "bafkreic2lnof2xs7mbqwey3emvtgo2djnjvwy3lon5yhc4ttor2xm53ype");
    }
}
