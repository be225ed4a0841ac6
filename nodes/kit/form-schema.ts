import { z } from 'zod'
import type { AnyNodeDefinition } from './define.ts'
import type { FieldMeta } from './params.ts'

/** A parameter as a form and the API see it: JSON schema with the metadata of `field`. */
export type FormField = z.core.JSONSchema.JSONSchema & FieldMeta

/**
 * The parameters of a node type as JSON schema (draft 2020-12) of what may be written in a document: fields with a
 * default may be missing. `properties` keep the order of the definition, which is the order of the form.
 */
export const formSchema = (definition: AnyNodeDefinition): z.core.JSONSchema.JSONSchema =>
  z.toJSONSchema(definition.params, { io: 'input' })

/** The fields of a node type's form in order, by name. */
export const formFields = (definition: AnyNodeDefinition): [name: string, field: FormField][] =>
  Object.entries(formSchema(definition).properties ?? {}) as [string, FormField][]
