import "./jsx.ts"

// Every process of the stack has a channel to the launcher. When it breaks, the launcher is gone, perhaps by kill -9: end as on request.
if (process.channel) {
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"))
  process.channel.unref()
}
