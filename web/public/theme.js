// Runs before the first paint, so that a dark page never flashes white. The policy forbids inline scripts, hence a file.
;(function () {
  var choice = null
  try {
    choice = localStorage.getItem("theme")
  } catch {
    // Storage may be switched off; then the system decides.
  }
  var dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches)
  document.documentElement.classList.toggle("dark", dark)
})()
