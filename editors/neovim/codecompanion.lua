-- For require("codecompanion").setup({ … }): Hermes as an agent in the chat buffer.
return {
  adapters = {
    acp = {
      hermes = function()
        return require("codecompanion.adapters").extend("opencode", {
          name = "hermes",
          formatted_name = "Hermes",
          commands = { default = { "hermes", "acp" } },
        })
      end,
    },
  },
  interactions = { chat = { adapter = "hermes" } },
}
