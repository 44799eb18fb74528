// @ts-check
// Which frame of a DICOM file of several a file stands for: its type says so, and goes where the file goes.

const TYPE = 'application/dicom; frame=';

/** From 0. @param {Blob} file */
export function frameOf(file) {
  return file.type.startsWith(TYPE) ? Number.parseInt(file.type.slice(TYPE.length), 10) - 1 : 0;
}

/** The same bytes, which are not copied. @param {Blob} file @param {number} frame from 0 */
export function withFrame(file, frame) {
  return file.slice(0, file.size, `${TYPE}${frame + 1}`);
}
