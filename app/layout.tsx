import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { Toaster } from './components/toast.tsx'
import { TooltipProvider } from './components/tooltip.tsx'
import { geist, geistExt, geistMono } from './fonts.ts'
import './globals.css'
import { ApiProvider } from './trpc.tsx'

export const metadata: Metadata = {
  title: { default: 'Millrace', template: '%s · Millrace' },
  description: 'Draw a pipeline, run it durably, get an endpoint.',
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#171b1f' },
  ],
}

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    // The theme script sets `data-theme` before React looks.
    <html
      lang="en"
      className={`${geist.variable} ${geistExt.variable} ${geistMono.variable}`}
      suppressHydrationWarning
    >
      <head>
        {/* eslint-disable-next-line -- must block: it decides the theme of the first paint */}
        <script src="/theme.js" />
      </head>
      <body>
        <ApiProvider>
          <TooltipProvider>{children}</TooltipProvider>
          <Toaster />
        </ApiProvider>
      </body>
    </html>
  )
}
