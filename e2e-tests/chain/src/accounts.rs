//! Who signs.

use std::{fmt, sync::Arc};

use sp_core::{
    H160, Pair as _,
    crypto::{Ss58AddressFormat, Ss58Codec},
    ecdsa, sr25519,
};
use sp_io::hashing::{blake2_256, keccak_256};
use sp_runtime::AccountId32;

/// An account and its key: of Substrate's kind (sr25519) or of Ethereum's (secp256k1).
#[derive(Clone)]
pub struct Account {
    name: String,
    key: Key,
    address: H160,
    id: AccountId32,
}

/// Signs a message with an sr25519 key.
pub(crate) type Signer = Arc<dyn Fn(&[u8]) -> [u8; 64] + Send + Sync>;

#[derive(Clone)]
pub(crate) enum Key {
    Substrate(Signer),
    Ethereum(Box<ecdsa::Pair>),
}

impl Account {
    /// The sr25519 account of this name. The same name always gives the same key.
    pub fn substrate(name: &str) -> Self {
        let pair = sr25519::Pair::from_seed(&blake2_256(format!("substrate {name}").as_bytes()));
        Self::with_signer(name, pair.public().0, move |message| pair.sign(message).0)
    }

    /// The sr25519 account with this public key, whose secret key stays with `sign`.
    pub fn with_signer(name: &str, public: [u8; 32], sign: impl Fn(&[u8]) -> [u8; 64] + Send + Sync + 'static) -> Self {
        Self {
            name: name.into(),
            address: last_20_bytes(&keccak_256(&public)),
            id: public.into(),
            key: Key::Substrate(Arc::new(sign)),
        }
    }

    /// The Ethereum account of this name. The same name always gives the same key.
    pub fn ethereum(name: &str) -> Self {
        let seed = blake2_256(format!("ethereum {name}").as_bytes());
        Self::with_pair(name, ecdsa::Pair::from_seed(&seed))
    }

    /// The Ethereum account with this secret key, or nothing if no such key exists on the curve.
    pub fn from_ethereum_secret(name: &str, secret: &[u8; 32]) -> Option<Self> {
        ecdsa::Pair::from_seed_slice(secret).ok().map(|pair| Self::with_pair(name, pair))
    }

    fn with_pair(name: &str, pair: ecdsa::Pair) -> Self {
        let address = ethereum_address(&pair);
        let mut id = [0xEE; 32];
        id[..20].copy_from_slice(address.as_bytes());
        Self { name: name.into(), address, id: id.into(), key: Key::Ethereum(Box::new(pair)) }
    }

    /// What the account was called when it was made.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The address by which contracts know it.
    pub fn address(&self) -> H160 {
        self.address
    }

    /// The account that holds its balance.
    pub fn account_id(&self) -> AccountId32 {
        self.id.clone()
    }

    /// The account in Polkadot's text form.
    pub fn ss58(&self) -> String {
        self.id.to_ss58check_with_version(Ss58AddressFormat::custom(0))
    }

    /// Whether it signs Ethereum transactions.
    pub fn is_ethereum(&self) -> bool {
        matches!(self.key, Key::Ethereum(_))
    }

    pub(crate) fn key(&self) -> &Key {
        &self.key
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.is_ethereum() { "ethereum" } else { "substrate" };
        write!(f, "{} ({kind}, {:?})", self.name, self.address)
    }
}

/// The address of a secp256k1 key: the hash of the public key in its long form. That form is got
/// by recovering it from a signature.
fn ethereum_address(pair: &ecdsa::Pair) -> H160 {
    let message = [1; 32];
    let signature = pair.sign_prehashed(&message).0;
    let public = sp_io::crypto::secp256k1_ecdsa_recover(&signature, &message)
        .ok()
        .expect("a signature that was just made recovers to its key");
    last_20_bytes(&keccak_256(&public))
}

/// The address by which contracts know the account that a text names in Substrate's form (SS58), whatever
/// chain's prefix it has; `None` where the text is none. An Ethereum key's account has its key's address.
pub fn address_of_ss58(text: &str) -> Option<H160> {
    let (id, _) = AccountId32::from_ss58check_with_version(text).ok()?;
    let id: &[u8; 32] = id.as_ref();
    let (address, filling) = id.split_at(20);
    if filling.iter().all(|byte| *byte == 0xEE) {
        return Some(H160::from_slice(address));
    }
    Some(last_20_bytes(&keccak_256(id)))
}

fn last_20_bytes(hash: &[u8; 32]) -> H160 {
    H160::from_slice(&hash[12..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ss58_leads_to_the_address() {
        for account in [Account::substrate("Ada"), Account::ethereum("Ada")] {
            assert_eq!(address_of_ss58(&account.ss58()), Some(account.address()));
        }
        // Alice, with Substrate's own prefix, as every wallet shows her.
        let alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
        let address = [
            0x96, 0x21, 0xdd, 0xe6, 0x36, 0xde, 0x09, 0x8b, 0x43, 0xef, 0xb0, 0xfa, 0x9b, 0x61, 0xfa, 0xcf, 0xe3, 0x28,
            0xf9, 0x9d,
        ];
        assert_eq!(address_of_ss58(alice), Some(H160(address)));
        for wrong in ["", "Alice", &alice[1..], &alice.replace('5', "6")] {
            assert_eq!(address_of_ss58(wrong), None, "{wrong}");
        }
    }
}
