//! An ink! contract of bad habits, for tests only: a payee, an owner, a receiver of tokens and an ERC-20 that does
//! what it was told to do before, by a number. Anyone may tell it, and anyone may call through it.
#![cfg_attr(not(feature = "std"), no_std, no_main)]
#![forbid(unsafe_code)]
#![deny(missing_docs)]

// ink! generates an alias without documentation for the storage struct.
#[allow(missing_docs)]
#[ink::contract]
mod two_faced {
    use ink::{
        U256,
        prelude::vec::Vec,
        sol::{DynBytes, FixedBytes},
    };

    // What it does when it is paid or asked, by the number it is told; with 0, or any other, it is honest.

    /// Panics.
    pub const PANIC: u8 = 1;
    /// Returns an error of its own: `AsTold`.
    pub const FAIL: u8 = 2;
    /// Runs for ever.
    pub const LOOP: u8 = 3;
    /// Calls what it was told to call, allows to be entered again, says in an event of one word without topics
    /// whether that went well, and is honest.
    pub const REENTER: u8 = 4;
    /// Answers a word of ones.
    pub const LIE: u8 = 5;
    /// Answers zero: no, nothing.
    pub const DENY: u8 = 6;
    /// Writes its storage, and is honest.
    pub const WRITE: u8 = 7;

    /// The answer of a receiver of ERC-721 tokens.
    const RECEIVED: [u8; 4] = [0x15, 0x0b, 0x7a, 0x02];

    /// An error of its own.
    #[derive(Debug, PartialEq, Eq)]
    #[ink::error]
    pub struct AsTold {
        /// Its habit.
        pub habit: u8,
    }

    /// Who it is told to be.
    #[ink(storage)]
    #[derive(Default)]
    pub struct TwoFaced {
        habit: u8,
        target: Address,
        data: Vec<u8>,
        written: u64,
    }

    impl TwoFaced {
        /// An honest one.
        #[ink(constructor)]
        #[allow(clippy::new_without_default)]
        pub fn new() -> Self {
            Self::default()
        }

        /// Takes on a habit, and learns whom to call with what.
        #[ink(message)]
        pub fn set(&mut self, habit: u8, target: Address, data: DynBytes) {
            (self.habit, self.target, self.data) = (habit, target, data.0.to_vec());
        }

        /// Calls a contract with the value that came, and fails as it fails.
        #[ink(message, payable)]
        pub fn forward(&mut self, to: Address, data: DynBytes) {
            let value = self.env().transferred_value();
            assert!(call(&to, value, &data.0), "it refused");
        }

        /// Is paid: the selector is zero, so that a transfer without calldata is a call of it.
        #[ink(message, payable)]
        pub fn wycpnbqcyf(&mut self) -> Result<(), AsTold> {
            self.act().map(|_| ())
        }

        /// Is asked whether it takes an ERC-721 token.
        #[ink(message, name = "onERC721Received")]
        pub fn on_erc721_received(
            &mut self,
            operator: Address,
            from: Address,
            token: U256,
            data: DynBytes,
        ) -> Result<FixedBytes<4>, AsTold> {
            let _ = (operator, from, token, data);
            Ok(match self.act()? {
                LIE => FixedBytes([0xff; 4]),
                DENY => FixedBytes([0; 4]),
                _ => FixedBytes(RECEIVED),
            })
        }

        /// Is asked what somebody has of it.
        #[ink(message, name = "balanceOf")]
        pub fn balance_of(&mut self, account: Address) -> Result<U256, AsTold> {
            let _ = account;
            Ok(match self.act()? {
                LIE => U256::MAX,
                DENY => U256::zero(),
                _ => U256::from(1u64 << 40),
            })
        }

        /// Is told to move tokens; moves none.
        #[ink(message)]
        pub fn transfer(&mut self, to: Address, value: U256) -> Result<bool, AsTold> {
            let _ = (to, value);
            Ok(self.act()? != DENY)
        }

        /// The same, of somebody's.
        #[ink(message, name = "transferFrom")]
        pub fn transfer_from(&mut self, from: Address, to: Address, value: U256) -> Result<bool, AsTold> {
            let _ = (from, to, value);
            Ok(self.act()? != DENY)
        }

        /// Is told to let somebody take tokens.
        #[ink(message)]
        pub fn approve(&mut self, spender: Address, value: U256) -> Result<bool, AsTold> {
            let _ = (spender, value);
            Ok(self.act()? != DENY)
        }

        /// Does what it was told, and says which habit it has.
        fn act(&mut self) -> Result<u8, AsTold> {
            match self.habit {
                PANIC => panic!("as told"),
                FAIL => return Err(AsTold { habit: FAIL }),
                LOOP => loop {
                    self.written = core::hint::black_box(self.written.wrapping_add(1));
                },
                REENTER => {
                    let went_well = call(&self.target, U256::zero(), &self.data);
                    say(went_well);
                }
                WRITE => self.written = self.written.wrapping_add(1),
                _ => (),
            }
            Ok(self.habit)
        }
    }

    /// Calls with all gas, and allows to be entered again. Says whether it went well.
    #[cfg(target_arch = "riscv64")]
    fn call(to: &Address, value: U256, data: &[u8]) -> bool {
        use pallet_revive_uapi::{CallFlags, HostFn, HostFnImpl as host};
        let (all, value) = (u64::MAX, value.to_little_endian());
        host::call(CallFlags::ALLOW_REENTRY, &to.0, all, all, &[0xff; 32], &value, data, None).is_ok()
    }

    #[cfg(target_arch = "riscv64")]
    fn say(went_well: bool) {
        use pallet_revive_uapi::{HostFn, HostFnImpl as host};
        host::deposit_event(&[], &U256::from(went_well as u8).to_big_endian());
    }

    #[cfg(not(target_arch = "riscv64"))]
    fn call(_: &Address, _: U256, _: &[u8]) -> bool {
        false
    }

    #[cfg(not(target_arch = "riscv64"))]
    fn say(_: bool) {}
}
