"""What an editor is told about pages while they are written.

`snapshot` is a site as it was last checked, `occurrences` what stands where in
it; `card`, `completion`, `renaming`, `quickfixes` and `symbols` each answer one
question about it.  None of these knows the Language Server Protocol: places are
`Location`, columns count code points.  `positions`, `desk` and `server` speak it.
"""
