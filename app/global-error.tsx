'use client'

/** The last resort: even the frame of the page failed, so nothing of it is used here. */
export default function GlobalError({ retry }: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body
        style={{
          display: 'grid',
          placeContent: 'center',
          minHeight: '100dvh',
          font: '14px/1.6 system-ui',
          textAlign: 'center',
        }}
      >
        <h1 style={{ fontSize: 16 }}>Millrace could not show this page</h1>
        <p>Nothing was lost: drawings and runs are kept by the server.</p>
        <p>
          <button type="button" onClick={() => retry()}>
            Try again
          </button>{' '}
          <a href="/">Home</a>
        </p>
      </body>
    </html>
  )
}
