//! Who takes part in the story.

use chain::{Account, H160};

/// What somebody does in the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Deploys the contracts and has no power over them afterwards.
    Deployer,
    /// Makes works and licenses them.
    Creator,
    /// Has a share in a work's income.
    Payee,
    /// Buys licences.
    Buyer,
}

impl Role {
    /// The role in a word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Deployer => "deployer",
            Self::Creator => "creator",
            Self::Payee => "payee",
            Self::Buyer => "buyer",
        }
    }
}

/// Everybody.
#[derive(Clone, Debug)]
pub struct Cast {
    /// Sets the contracts up.
    pub deployer: Account,
    /// The works' creators, in turn.
    pub creators: [Account; 3],
    /// Has a share, and an account that exists: is paid within the sale.
    pub partner: Account,
    /// Has a share, and an account that has never held anything: is paid by a release.
    pub newcomer: Account,
    /// Buys with an Ethereum key.
    pub ethereum_buyer: Account,
    /// Buys with an sr25519 key.
    pub substrate_buyer: Account,
}

impl Default for Cast {
    fn default() -> Self {
        Self {
            deployer: Account::substrate("Deployer"),
            creators: [Account::ethereum("Ada"), Account::substrate("Ben"), Account::ethereum("Chloe")],
            partner: Account::substrate("Studio"),
            newcomer: Account::ethereum("Nora"),
            ethereum_buyer: Account::ethereum("Orion Lab"),
            substrate_buyer: Account::substrate("Delta AI"),
        }
    }
}

impl Cast {
    /// Everybody, with what they do.
    pub fn everybody(&self) -> Vec<(Role, &Account)> {
        let creators = self.creators.iter().map(|creator| (Role::Creator, creator));
        [(Role::Deployer, &self.deployer)]
            .into_iter()
            .chain(creators)
            .chain([(Role::Payee, &self.partner), (Role::Payee, &self.newcomer)])
            .chain([(Role::Buyer, &self.ethereum_buyer), (Role::Buyer, &self.substrate_buyer)])
            .collect()
    }

    /// Somebody's name; the short form of the address where it is nobody's.
    pub fn name(&self, address: H160) -> String {
        self.everybody()
            .iter()
            .find(|(_, account)| account.address() == address)
            .map_or_else(|| short(address), |(_, account)| account.name().to_owned())
    }
}

/// The short form of an address or of another hash: `0x1234…cdef`.
pub fn short(bytes: impl AsRef<[u8]>) -> String {
    match bytes.as_ref() {
        [a, b, .., y, z] => format!("0x{a:02x}{b:02x}…{y:02x}{z:02x}"),
        few => format!("0x{}", crate::calls::hex(few)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_short_forms() {
        let cast = Cast::default();
        assert_eq!(cast.name(cast.newcomer.address()), "Nora");
        assert_eq!(cast.name(H160([0xab; 20])), "0xabab…abab");
        assert_eq!(short([1, 2]), "0x0102");
        assert!(cast.ethereum_buyer.is_ethereum() && !cast.substrate_buyer.is_ethereum());
    }
}
