'use client'

export { PageFailure as default } from '../components/page-failure.tsx'
