/** The look of the hosted pages: the order beside the form, or above it where there is no room. */
export const pageStyle = `
* { box-sizing: border-box }
body { margin: 0; background: #fff; color: #1f2430; font: 16px/1.5 system-ui, sans-serif }
a { color: #3b4cca }
.split { display: grid; grid-template-columns: 1fr 1fr; min-height: 100vh }
.split > * { padding: 56px max(24px, calc((50vw - 440px) / 2)) }
.order { background: #f4f5f9 }
.order a { text-decoration: none; font-size: 14px }
.order h1 { margin: 24px 0 0; font-size: 17px; font-weight: 500; color: #5a6173 }
.order .price { margin: 0 0 32px; font-size: 36px; font-weight: 650; letter-spacing: -.02em }
.order .price small { font-size: 15px; font-weight: 400; color: #5a6173; letter-spacing: 0 }
.order table { width: 100%; border-collapse: collapse; font-size: 15px }
.order td, .order th { padding: 12px 0; text-align: left; vertical-align: top; font-weight: 500; border-bottom: 1px solid #dfe2ea }
.order td:last-child { text-align: right; white-space: nowrap; padding-left: 16px }
.order td small { display: block; color: #5a6173; font-weight: 400 }
.order tr.total td, .order tr.total th { border: 0; font-weight: 650 }
.test { display: inline-block; margin-left: 8px; padding: 1px 7px; border-radius: 4px; background: #ffe2b0; color: #6b3d00; font-size: 12px; font-weight: 600 }
form h2 { margin: 0 0 20px; font-size: 20px }
fieldset { border: 0; margin: 0; padding: 0 }
label { display: block; margin: 0 0 6px; font-size: 14px; font-weight: 500 }
.field { margin: 0 0 18px; min-width: 0 }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 14px }
input, select { width: 100%; padding: 10px 12px; border: 1px solid #c3c8d4; border-radius: 7px; font: inherit; color: inherit; background: #fff }
input[readonly] { background: #f4f5f9; color: #5a6173 }
input:focus-visible, button:focus-visible, a:focus-visible { outline: 3px solid #a9b4ff; outline-offset: 1px }
input[aria-invalid="true"] { border-color: #c3263f }
.error { margin: 6px 0 0; color: #b3203a; font-size: 14px }
.alert { margin: 0 0 20px; padding: 12px 14px; border-radius: 7px; background: #fdecef; color: #8f1730; font-size: 15px }
button, .button { display: inline-block; width: 100%; padding: 12px 18px; border: 0; border-radius: 7px; background: #3b4cca; color: #fff; font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer }
button:hover, .button:hover { background: #2f3eb0 }
button.quiet { background: #eceef5; color: #1f2430 }
.note { color: #5a6173; font-size: 13px }
.message { max-width: 460px; margin: 14vh auto; padding: 0 24px; text-align: center }
.message .button { width: auto }
.card { margin: 0 0 20px; padding: 18px 20px; border: 1px solid #dfe2ea; border-radius: 10px }
.card h3 { margin: 0 }
.card p { margin: 6px 0 14px; color: #5a6173 }
@media (max-width: 800px) {
  .split { display: block; min-height: 0 }
  .split > * { padding: 28px 20px }
}
`
