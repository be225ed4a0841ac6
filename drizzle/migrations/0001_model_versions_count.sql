DROP INDEX "model_versions_number";--> statement-breakpoint
CREATE UNIQUE INDEX "model_versions_count" ON "model_versions" USING btree ("pipeline_id","node_id","version");