//! The two units of money.

/// How many EVM units one planck is.
pub const EVM_UNITS_PER_PLANCK: u128 = hub_runtime::constants::NATIVE_TO_ETH_RATIO as u128;

/// One whole native token in EVM units.
pub const TOKEN: u128 = hub_runtime::constants::UNIT * EVM_UNITS_PER_PLANCK;

/// Planck as EVM units. Stops at the largest `u128`, which no supply comes near.
pub fn to_evm_units(planck: u128) -> u128 {
    planck.saturating_mul(EVM_UNITS_PER_PLANCK)
}

/// EVM units as whole planck, or nothing if they are not whole.
pub(crate) fn to_whole_planck(evm_units: u128) -> Option<u128> {
    evm_units.is_multiple_of(EVM_UNITS_PER_PLANCK).then_some(evm_units / EVM_UNITS_PER_PLANCK)
}
