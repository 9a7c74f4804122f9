/** The look of the generated pages, light and dark. */
export const style = `
:root { color-scheme: light dark; --line: light-dark(#d4d4d8, #3f3f46); --quiet: light-dark(#52525b, #a1a1aa); }
body { margin: 0; font: 16px/1.6 system-ui, sans-serif; background: light-dark(#fff, #18181b); color: light-dark(#18181b, #fafafa); }
nav { padding: 12px 20px; border-bottom: 1px solid var(--line); display: flex; flex-wrap: wrap; gap: 16px; }
a { color: light-dark(#4338ca, #a5b4fc); }
main { max-width: 900px; margin: 0 auto; padding: 12px 20px 60px; }
h1, h2, h3 { line-height: 1.25; overflow-wrap: anywhere; }
section { border-top: 1px solid var(--line); margin-top: 28px; }
.quiet { color: var(--quiet); }
pre { overflow-x: auto; padding: 12px; border: 1px solid var(--line); border-radius: 8px; font-size: 13px; }
code { font-size: 0.9em; }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: 4px 10px; text-align: left; vertical-align: top; }
img { max-width: 100%; }
.graph { overflow-x: auto; border: 1px solid var(--line); border-radius: 8px; }
svg { min-width: 800px; width: 100%; font-size: 12px; fill: currentColor; }
.context { font-weight: 600; font-size: 14px; }
.lines path { fill: none; stroke: #818cf8; stroke-opacity: 0.55; }
.lines .billing { stroke: #10b981; } .lines .entitlements { stroke: #f59e0b; }
.lines .notifications { stroke: #ec4899; } .lines .projects { stroke: #0ea5e9; }
`
