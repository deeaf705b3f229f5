-- For require("avante").setup({ … }): Hermes as the provider behind the sidebar.
return {
  provider = "hermes",
  acp_providers = {
    hermes = { command = "hermes", args = { "acp" }, env = {} },
  },
}
