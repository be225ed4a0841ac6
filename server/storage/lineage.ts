export { loadLineage } from '../../nodes/kit/lineage.ts'
