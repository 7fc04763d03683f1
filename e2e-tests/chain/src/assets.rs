//! The assets of the chain's own ledger, which contracts and Ethereum accounts use as ERC-20 tokens.

use frame_support::traits::fungibles::{Create, Inspect, Mutate};
use hub_runtime::{Assets, constants::ASSETS_PRECOMPILE};
use sp_core::H160;
use sp_runtime::DispatchError;

use crate::{Account, Chain, chain::account_of, events};

/// Why the chain's ledger of assets did not do something: the pallet and the name of its error.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the ledger of assets refused: {0}")]
pub struct AssetRefused(pub String);

impl From<DispatchError> for AssetRefused {
    fn from(error: DispatchError) -> Self {
        Self(events::error_name(error))
    }
}

/// The address of an asset's ERC-20 interface, whether or not there is such an asset.
pub fn erc20_address(asset: u32) -> H160 {
    let mut address = H160::zero();
    address.0[..4].copy_from_slice(&asset.to_be_bytes());
    address.0[16..18].copy_from_slice(&ASSETS_PRECOMPILE.to_be_bytes());
    address
}

impl Chain {
    /// Creates an asset out of nothing: no transaction, fee or deposit. Gives the address of its
    /// ERC-20 interface.
    ///
    /// An account has at least `minimum` of the asset or none. If the asset is `sufficient`, as
    /// the dollars on Polkadot Hub are, it keeps an account alive that has nothing else; any
    /// other asset goes only to accounts that exist.
    ///
    /// # Errors
    ///
    /// The number is taken, or `minimum` is zero.
    pub fn create_asset(
        &mut self,
        asset: u32,
        owner: &Account,
        minimum: u128,
        sufficient: bool,
    ) -> Result<H160, AssetRefused> {
        self.within(|| <Assets as Create<_>>::create(asset, owner.account_id(), sufficient, minimum))?;
        Ok(erc20_address(asset))
    }

    /// Gives the account or contract at `to` an `amount` of an asset out of nothing.
    ///
    /// A Substrate account has to exist, for before that nobody knows whose address it is.
    ///
    /// # Errors
    ///
    /// There is no such asset, or the account would have less than the asset's minimum, or it
    /// does not exist and the asset is not sufficient.
    pub fn mint_asset(&mut self, asset: u32, to: H160, amount: u128) -> Result<(), AssetRefused> {
        self.within(|| Assets::mint_into(asset, &account_of(to), amount))?;
        Ok(())
    }

    /// What the account or contract at `address` has of an asset. Zero where there is no such
    /// asset.
    pub fn asset_balance(&self, asset: u32, address: H160) -> u128 {
        self.within(|| Assets::balance(asset, account_of(address)))
    }

    /// How much of an asset there is.
    pub fn asset_supply(&self, asset: u32) -> u128 {
        self.within(|| <Assets as Inspect<_>>::total_issuance(asset))
    }
}
