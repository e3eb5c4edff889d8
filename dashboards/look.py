"""How every page looks: the style sheet, for a desk, a phone, a dark screen and paper; the colours of Streamlit's own are in config.toml."""

STYLE = """<style>
.stApp {--ink: #212B32; --soft: #4C6272; --grey: #768692; --line: #D8DDE0; --box: #F0F4F5; --link: #005EB8;}
.stMainBlockContainer {max-width: 66rem; padding-top: 1.25rem; padding-left: 1.25rem; padding-right: 1.25rem;}
[data-testid="stAppDeployButton"], #MainMenu {display: none;}
.stApp :focus-visible, .stApp .stSelectbox:focus-within {outline: 3px solid var(--ink) !important; outline-offset: 1px;}
.stApp .stSelectbox :focus-visible {outline: none !important;}
.stApp .stMain:focus-visible {outline-offset: -3px;}
h1 {text-wrap: balance; letter-spacing: -0.01em;}
h2 {border-top: 4px solid var(--link); padding-top: 0.7rem !important; margin-top: 0.8rem; break-after: avoid;}
.los p {margin: 0 0 0.35rem; line-height: 1.5; max-width: 44rem;}
.los .answer {font-size: 1.25rem; line-height: 1.45; margin: 0.1rem 0 0.5rem; max-width: 62rem;}
.los .sure {max-width: 62rem;}
.los .quiet {color: var(--soft); font-size: 0.95rem;}
.los .banner {border: 2px solid var(--ink); background: var(--box); padding: 0.6rem 0.9rem; font-weight: 700;
  max-width: none;}
.los .value {font-size: 2.1rem; font-weight: 700; line-height: 1.15; margin: 0 0 0.3rem;}
.los .state {font-size: 1.35rem; font-weight: 700; line-height: 1.2; margin: 0 0 0.3rem; border-left: 4px solid var(--grey);
  padding-left: 0.6rem;}
.los .slice {font-weight: 700; margin: 0 0 0.1rem;}
.los ul {margin: 0 0 0.4rem 1.1rem; padding: 0; max-width: 48rem;}
.los li {margin: 0 0 0.3rem; line-height: 1.45;}
.los .wide {overflow-x: auto; position: relative;}
.los table {border-collapse: collapse; width: 100%; font-size: 0.9rem; font-variant-numeric: tabular-nums;}
.los caption {text-align: left; font-weight: 700; padding: 0 0 0.4rem;}
.los th, .los td {text-align: left; vertical-align: top; padding: 0.4rem 0.9rem 0.4rem 0; line-height: 1.4;
  border-bottom: 1px solid var(--line); min-width: 4.5rem; max-width: 22rem; overflow-wrap: break-word;}
.los th {border-bottom: 2px solid var(--ink); vertical-align: bottom;}
.los th[scope="row"] {border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400;}
.los .number {text-align: right; white-space: nowrap;}
.los th.number {white-space: normal;}
.los .icons {border-left: 4px solid var(--line); padding: 0.1rem 0 0.1rem 0.7rem; margin: 0.2rem 0 0.5rem;}
.los .icons p {display: flex; align-items: center; gap: 0.6rem; margin: 0 0 0.35rem;}
.los .icons img {flex: none;}
.los .icons.small {border: 0; padding: 0; margin: 0.15rem 0;}
.los .icons.small p {font-size: 0.85rem; line-height: 1.3; gap: 0.4rem; margin: 0;}
.los .example {border-left: 4px solid var(--line); padding: 0.1rem 0 0.1rem 0.8rem; margin: 0.3rem 0 0.9rem;}
.los blockquote {margin: 0.3rem 0; padding: 0; border: 0; font-style: italic; max-width: 44rem; color: var(--ink);}
.los a {color: var(--link); text-decoration: underline; overflow-wrap: break-word;}
.los .key {list-style: none; margin-left: 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem;}
.los .key img {vertical-align: -0.15em;}
.los .matrix th[scope="row"] {font-weight: 700; width: 8.5rem;}
.los .matrix ul {margin: 0; list-style: none;}
.los .matrix li {padding: 0.15rem 0; min-height: 1.5rem; break-inside: avoid;}
.los .matrix table {table-layout: fixed;}
.los .matrix th:last-child {width: 40%;}
.los .matrix td {max-width: none;}
.los .matrix td:last-child ul {columns: 2; column-gap: 1.2rem;}
.los .matrix td p {margin-bottom: 0.3rem;}
[data-testid="stPageLink"] a {padding-left: 0; min-height: 1.75rem;}
[data-testid="stPageLink"] a p {color: var(--link); text-decoration: underline;}
.st-key-frame [data-testid="stPageLink"] a p {color: inherit; text-decoration: none;}
.st-key-frame [data-testid="stPageLink"] a {padding: 0.3rem 0.45rem; min-height: 1.75rem;}
.st-key-frame .brand {font-weight: 700; color: var(--link); margin: 0.35rem 0.4rem 0 0; white-space: nowrap;}
[data-testid="stHeading"]:has(h2) {margin-top: 0.5rem;}
@media (max-width: 640px) {
  .los .stack thead {position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden;}
  .los .stack :is(table, tbody, tr, td, caption, th[scope="row"]) {display: block;}
  .los .stack tr {border-bottom: 1px solid var(--grey); padding: 0.5rem 0;}
  .los .stack td {border: 0; padding: 0.1rem 0; max-width: none; text-align: left; white-space: normal;}
  .los .stack th[scope="row"] {border: 0; padding: 0.1rem 0; max-width: none; font-weight: 700;}
  .los .stack td:empty {display: none;}
  .los .stack td::before {content: attr(data-label) ": "; color: var(--soft);}
  .los .matrix th[scope="row"] {border: 0; width: auto; font-size: 1rem;}
  .los .matrix th[scope="row"] br {display: none;}
  .los .matrix th[scope="row"] img {vertical-align: middle; margin-right: 0.3rem;}
  .los .matrix td {padding: 0.3rem 0 0.2rem 0.8rem;}
  .los .matrix td::before {content: attr(data-label); color: var(--ink); font-weight: 700;}
  .los .matrix td:last-child ul {columns: 1;}
  :is(.st-key-choice, .st-key-series) > * {flex: 1 1 100% !important; width: 100% !important;}
  .stMainBlockContainer {padding-left: 0.9rem; padding-right: 0.9rem;}
  .los .answer {font-size: 1.1rem;}
  h1 {font-size: 1.6rem !important;}
}
@media screen and (prefers-color-scheme: dark) {
  .stApp {--ink: #F0F4F5; --soft: #C1CCD3; --grey: #98A7B2; --line: #4C6272; --box: #26323A; --link: #8CC8FF;}
  [data-testid="stVegaLiteChart"], .los .key {background: white; border-radius: 4px;}
  .los .key {color: #212B32; padding: 0.5rem;}
}
@media print {
  html {font-size: 13px !important;}
  .stApp {--grey: #4C6272;}
  [data-testid="stExpander"]:not(:has(details[open])) {display: none !important;}
  .stApp, .stApp :is(section, div, p, li, th, td, caption, h1, h2, h3, a, span, summary, blockquote, strong) {
    color: #212B32 !important; background-color: transparent !important;}
  [data-testid="stHeader"], .st-key-choice, .st-key-series, .st-key-frame [data-testid="stPageLink"], .stDownloadButton,
  .stApp :is([data-testid="stPageLink"], button, [data-testid="stFileUploader"]) {display: none !important;}
  .los tr, .los .example, .los .icons, [data-testid="stVegaLiteChart"] {break-inside: avoid;}
  .los :is(caption, .slice, thead), h1, h2, h3 {break-after: avoid;}
  .los tbody tr:first-child {break-before: avoid;}
  .los .wide {overflow: visible;}
  .los a[href^="https:"]::after {content: " (" attr(href) ")"; overflow-wrap: anywhere; font-size: 0.8rem;}
  [data-testid="stVegaLiteChart"] svg {max-width: 100%; height: auto;}
  .stMainBlockContainer {max-width: none; padding: 0;}
}
</style>"""
