const steps = [
  { x: 120, y: 470, turn: -8 },
  { x: 190, y: 372, turn: 12 },
  { x: 132, y: 276, turn: -16 },
  { x: 236, y: 196, turn: 38 },
  { x: 352, y: 214, turn: 84 },
  { x: 430, y: 136, turn: 30 },
  { x: 520, y: 84, turn: 52 },
]

/** Footwork of a dance, drawn the way old manuals draw it. Decoration only. */
export function StepDiagram() {
  return (
    <svg aria-hidden viewBox="0 0 640 760" preserveAspectRatio="xMidYMin slice" className="size-full">
      <defs>
        <pattern id="dots" width="22" height="22" patternUnits="userSpaceOnUse">
          <circle cx="2" cy="2" r="1.1" fill="white" fillOpacity=".09" />
        </pattern>
        <radialGradient id="glow" cx="72%" cy="14%" r="75%">
          <stop offset="0" stopColor="oklch(0.6 0.2 37)" stopOpacity=".38" />
          <stop offset="1" stopColor="oklch(0.6 0.2 37)" stopOpacity="0" />
        </radialGradient>
      </defs>
      <rect width="640" height="760" fill="url(#dots)" />
      <rect width="640" height="760" fill="url(#glow)" />
      <path
        d="M128 470C200 440 226 410 196 372S96 330 138 276s70-92 104-78 74 46 116 14 44-54 78-78 50-36 92-50"
        fill="none"
        stroke="white"
        strokeOpacity=".32"
        strokeWidth="1.5"
        strokeDasharray="3 7"
        strokeLinecap="round"
      />
      {steps.map(({ x, y, turn }, index) => (
        <g key={index} transform={`translate(${x} ${y}) rotate(${turn})`}>
          <path
            d="M-11-20c0-13 22-13 22 0 0 10-4 13-4 22h-14c0-9-4-12-4-22zM-7 8H7v7c0 9-14 9-14 0z"
            fill={index % 2 === 0 ? "oklch(0.66 0.2 37)" : "white"}
            fillOpacity={0.35 + (0.65 * (index + 1)) / steps.length}
          />
        </g>
      ))}
    </svg>
  )
}
