import type { Metadata, Viewport } from 'next'
import type { ReactNode } from 'react'
import { Toaster } from './components/toast.tsx'
import { TooltipProvider } from './components/tooltip.tsx'
import { geist, geistExt, geistMono } from './fonts.ts'
import './globals.css'
import { locales } from './i18n/language.ts'
import { LanguageProvider } from './i18n/provider.tsx'
import { getLanguage, getTranslator } from './i18n/server.ts'
import { ApiProvider } from './trpc.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const { t } = await getTranslator()
  return {
    title: { default: 'Millrace', template: '%s · Millrace' },
    description: t('Draw a pipeline, run it durably, get an endpoint.'),
  }
}

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#ffffff' },
    { media: '(prefers-color-scheme: dark)', color: '#171b1f' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const language = await getLanguage()
  return (
    // The theme script sets `data-theme` before React looks.
    <html
      lang={locales[language]}
      className={`${geist.variable} ${geistExt.variable} ${geistMono.variable}`}
      suppressHydrationWarning
    >
      <head>
        {/* eslint-disable-next-line -- must block: it decides the theme of the first paint */}
        <script src="/theme.js" />
      </head>
      <body>
        <LanguageProvider language={language}>
          <ApiProvider>
            <TooltipProvider>{children}</TooltipProvider>
            <Toaster />
          </ApiProvider>
        </LanguageProvider>
      </body>
    </html>
  )
}
