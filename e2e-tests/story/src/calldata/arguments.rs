//! What people write, as what contracts take.

use super::CalldataError;
use crate::money::DECIMALS;
use alloy_primitives::{Address, hex};
use std::{fs::File, io::Read as _};

/// An amount of tokens in EVM units: `12`, `12.5`, exact to the last unit.
///
/// # Errors
/// [`CalldataError::AmountInvalid`].
pub fn tokens(text: &str) -> Result<u128, CalldataError> {
    let invalid = || CalldataError::AmountInvalid(text.into());
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || fraction.len() > DECIMALS {
        return Err(invalid());
    }
    format!("{whole}{fraction:0<DECIMALS$}").parse().map_err(|_| invalid())
}

/// The address of an account in either form: an address, or a Substrate account's text (SS58). An address in
/// small digits alone, or in capitals alone, has no checksum.
///
/// # Errors
/// [`CalldataError::AddressInvalid`].
pub fn account(text: &str) -> Result<Address, CalldataError> {
    let invalid = || CalldataError::AddressInvalid(text.into());
    if let Some(address) = chain::address_of_ss58(text) {
        return Ok(address.0.into());
    }
    let digits = text.strip_prefix("0x").ok_or_else(invalid)?;
    let address: Address = digits.parse().map_err(|_| invalid())?;
    let is_checked =
        digits.bytes().any(|byte| byte.is_ascii_lowercase()) && digits.bytes().any(|byte| byte.is_ascii_uppercase());
    if is_checked && address.to_checksum(None) != text {
        return Err(invalid());
    }
    Ok(address)
}

/// Text as a word: a buyer's reference.
///
/// # Errors
/// [`CalldataError::ReferenceTooLong`].
pub fn label(text: &str) -> Result<[u8; 32], CalldataError> {
    let mut word = [0; 32];
    let place = word.get_mut(..text.len()).ok_or_else(|| CalldataError::ReferenceTooLong(text.into()))?;
    place.copy_from_slice(text.as_bytes());
    Ok(word)
}

/// The secret of a commitment: what is given, else 32 bytes of the system's randomness.
///
/// # Errors
/// [`CalldataError::WordInvalid`], [`CalldataError::File`].
pub fn salt(text: Option<&str>) -> Result<[u8; 32], CalldataError> {
    let mut salt = [0; 32];
    match text {
        Some(text) => {
            let invalid = || CalldataError::WordInvalid(text.into());
            let digits = text.strip_prefix("0x").ok_or_else(invalid)?;
            hex::decode_to_slice(digits, &mut salt).map_err(|_| invalid())?;
            if salt == [0; 32] {
                return Err(invalid());
            }
        }
        None => {
            let path = "/dev/urandom";
            let read = File::open(path).and_then(|mut file| file.read_exact(&mut salt));
            read.map_err(|source| CalldataError::File { path: path.into(), source })?;
        }
    }
    Ok(salt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_or_refused() {
        let amount = |text| tokens(text).ok();
        assert_eq!(amount("0"), Some(0));
        assert_eq!(amount("12"), Some(12 * 10u128.pow(18)));
        assert_eq!(amount("12.5"), Some(125 * 10u128.pow(17)));
        assert_eq!(amount("0.000000000000000001"), Some(1));
        for wrong in ["", ".", "1.", ".5", "-1", "+1", "1e3", "1,000", " 1", "0.0000000000000000001", "1.2.3", "٣"] {
            assert_eq!(amount(wrong), None, "{wrong}");
        }
        assert_eq!(amount(&"9".repeat(40)), None);
    }

    #[test]
    fn addresses_are_checked() {
        // The first example of EIP-55.
        let right = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";
        let small = right.to_lowercase();
        assert_eq!(account(right).ok(), account(&small).ok());
        assert!(account(right).is_ok());
        let somebody = chain::Account::substrate("Ada");
        assert_eq!(account(&somebody.ss58()).ok(), Some(somebody.address().0.into()));
        for wrong in [&right[2..], &right[..41], &right.replacen('a', "A", 1), "0x", "", "Ada"] {
            assert!(matches!(account(wrong), Err(CalldataError::AddressInvalid(_))), "{wrong}");
        }
    }

    #[test]
    fn words_are_words() {
        assert_eq!(label("").ok(), Some([0; 32]));
        assert!(label(&"x".repeat(32)).is_ok() && label(&"x".repeat(33)).is_err());
        assert_eq!(salt(Some(&format!("0x{}", "07".repeat(32)))).ok(), Some([7; 32]));
        for wrong in ["", "0x", "07", &format!("0x{}", "00".repeat(32)), &format!("0x{}", "07".repeat(33))] {
            assert!(salt(Some(wrong)).is_err(), "{wrong}");
        }
        let [one, other] = [salt(None), salt(None)].map(Result::ok);
        assert!(one.is_some() && one != other);
    }
}
