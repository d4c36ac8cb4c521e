//! The command `rolewright`.

fn main() -> std::process::ExitCode {
    rolewright_cli::main_from(
        std::env::args_os(),
        &rolewright::ProviderRegistry::built_in(),
    )
    .into()
}
