/** The mill wheel over the race. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" className="shrink-0">
      <rect width="24" height="24" rx="6" fill="var(--text)" />
      <g fill="none" stroke="var(--surface)" strokeWidth="1.75" strokeLinecap="round">
        <circle cx="12" cy="10.5" r="4.25" />
        <path d="M12 4v3M12 14v3M5.5 10.5h3M15.5 10.5h3M5 19.2c1.75-1.2 3.5-1.2 5.25 0s3.5 1.2 5.25 0 2.4-1.1 3.5-.6" />
      </g>
    </svg>
  )
}
