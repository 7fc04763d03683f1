#![cfg_attr(not(feature = "std"), no_std, no_main)]
#[ink::contract]
mod flipper {
    #[ink(storage)]
    pub struct Flipper { value: bool }
    impl Flipper {
        #[ink(constructor)]
        pub fn new() -> Self { Self { value: false } }
        #[ink(message)]
        pub fn flip(&mut self) { self.value = !self.value; }
    }
}
