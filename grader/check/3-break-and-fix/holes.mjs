export const HOLES = {'15-forged':[],'16-claims':[],'17-stolen':[],'18-review':[]};
export const NOT_A_HOLE = [];
