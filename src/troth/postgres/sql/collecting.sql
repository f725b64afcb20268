-- name: collecting list
-- What the company's list says of each category. Where it says two things, the first by name, as windows are held to.
select {field}::text, min({takes}::text) from {table} where {same} group by 1
